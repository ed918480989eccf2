/** Some services of AWS have another host for some operations. Those that a function calls have none. */
export const getHttpOperationBindings = () => [];

export const HttpBindingNormalizedSchema = undefined;
