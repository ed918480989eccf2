/** The addresses of S3's buckets. */
export function resolveParamsForS3(): never {
	throw new Error("S3 is left out of the bundles");
}
