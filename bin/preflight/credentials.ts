/** Whose credentials these are. */
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

/** The account's number. Throws what AWS says of credentials that it does not accept. */
export async function credentials(region: string): Promise<string> {
	const { Account = "" } = await new STSClient({ region }).send(new GetCallerIdentityCommand());
	return Account;
}
