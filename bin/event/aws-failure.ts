/** What to tell the person at the keyboard when AWS, or the way to it, refuses. */
import { failure } from "./failure.ts";

/** The names under which the services and the SDK refuse credentials that are missing, wrong or have expired. */
const CREDENTIALS: ReadonlySet<string> = new Set([
	"CredentialsProviderError",
	"ExpiredToken",
	"ExpiredTokenException",
	"IncompleteSignature",
	"InvalidClientTokenId",
	"InvalidSignatureException",
	"MissingAuthenticationToken",
	"RequestExpired",
	"SignatureDoesNotMatch",
	"TokenProviderError",
	"UnrecognizedClientException",
]);

export const isAboutCredentials = (error: unknown): boolean => CREDENTIALS.has((error as Error).name);

/**
 * The failure to show for an error of the SDK. Every command that uses it can be repeated, because each of its steps looks
 * first whether it is done.
 */
export function awsFailure(error: unknown): Error {
	const { name, message, $metadata } = error as Error & { $metadata?: object };
	if (isAboutCredentials(error)) {
		return failure(
			`AWS does not accept your credentials (${name}: ${message}). Get new ones, and run the same command again: it goes on where it stopped.`,
		);
	}
	if (message === "Region is missing")
		return failure("No region is set: set AWS_REGION, and run the same command again.");
	// Any other error is a bug of ours, and keeps its stack.
	if ($metadata === undefined) return error as Error;
	return failure(
		`AWS refuses (${name}: ${message}). After that is mended, run the same command again: it goes on where it stopped.`,
	);
}
