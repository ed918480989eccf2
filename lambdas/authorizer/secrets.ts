/** Reads versions of secrets in Secrets Manager. */
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/** Returns the secret's text; `undefined` for the previous version of a secret that was never rotated. */
export type ReadVersion = (
	secret: string,
	stage: "AWSCURRENT" | "AWSPREVIOUS",
	signal: AbortSignal,
) => Promise<string | undefined>;

export function openSecrets(): ReadVersion {
	const client = new SecretsManagerClient({
		maxAttempts: 3,
		// If a request hangs, the first read of a function still has time for a second attempt.
		requestHandler: { connectionTimeout: 1_500, requestTimeout: 1_500, throwOnRequestTimeout: true },
	});
	return async (secret, stage, abortSignal) => {
		try {
			const command = new GetSecretValueCommand({ SecretId: secret, VersionStage: stage });
			return (await client.send(command, { abortSignal })).SecretString;
		} catch (error) {
			if (stage === "AWSPREVIOUS" && (error as Error).name === "ResourceNotFoundException") return undefined;
			throw error;
		}
	};
}
