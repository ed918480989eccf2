/** The credentials that Lambda, or the local server, has put into the environment. */
export function defaultProvider() {
	return async () => {
		const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
		if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
			throw new Error("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set");
		}
		return {
			accessKeyId: AWS_ACCESS_KEY_ID,
			secretAccessKey: AWS_SECRET_ACCESS_KEY,
			...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
		};
	};
}
