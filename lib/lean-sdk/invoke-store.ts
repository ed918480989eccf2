/**
 * Where Lambda may keep the trace of a request, which the SDK passes on. The SDK's own would be made where Lambda has
 * none, and then it is empty: the trace is in the environment.
 */
interface Traces {
	readonly getXRayTraceId: () => string | undefined;
}

const lambda = globalThis as { readonly awslambda?: { readonly InvokeStore?: Traces } };

export const InvokeStore = { getInstanceAsync: async () => lambda.awslambda?.InvokeStore };
