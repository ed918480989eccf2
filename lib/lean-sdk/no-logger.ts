/** No client has a logger, so nothing is prepared for one. */
export const getLoggerPlugin = () => ({ applyToStack: () => {} });

export const loggerMiddleware = undefined;
export const loggerMiddlewareOptions = undefined;
