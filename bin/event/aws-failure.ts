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
 * The failure to show for an error of the SDK.
 * @param continues whether each step of the command looks first if it is done. Any other command only reads.
 */
export function awsFailure(error: unknown, { continues }: { readonly continues: boolean }): Error {
	const again = `run the command again${continues ? "; it continues where it stopped" : ""}.`;
	const { name, message, $metadata } = error as Error & { $metadata?: object };
	if (isAboutCredentials(error)) {
		return failure(`AWS does not accept your credentials (${name}: ${message}). Get new ones and ${again}`);
	}
	if (message === "Region is missing") return failure("No region is set. Set AWS_REGION and run the command again.");
	// Any other error is a bug of ours, and keeps its stack.
	if ($metadata === undefined) return error as Error;
	return failure(`AWS refused: ${name}: ${message}. Fix that and ${again}`);
}
