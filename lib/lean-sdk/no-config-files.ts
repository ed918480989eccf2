/** A function has no home directory with settings in it: what its environment does not say has the SDK's default. */
export const fromSharedConfigFiles = () => async () => {
	throw Object.assign(new Error("not set in the environment"), { tryNextLink: true });
};
