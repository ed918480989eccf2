/** The clients use the standard retries. */
export function AdaptiveRetryStrategy(): never {
	throw new Error("AWS_RETRY_MODE must be standard");
}
