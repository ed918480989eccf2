/**
 * The address of DynamoDB in a region of AWS, of AWS China or of AWS GovCloud, as the SDK's own rules have it; a test
 * compares the two (test/lib/lean-sdk.test.ts). Lambda gives its functions no account's own address to use.
 */
import { partition } from "./partition.ts";

interface Place {
	readonly Region?: string | undefined;
	/** An address that is configured, such as that of a DynamoDB of your own. */
	readonly Endpoint?: string | undefined;
	readonly UseFIPS?: boolean | undefined;
	readonly UseDualStack?: boolean | undefined;
}

const addresses = new Map<string, { readonly url: URL; readonly properties: object; readonly headers: object }>();

export function defaultEndpointResolver({ Region = "", Endpoint, UseFIPS = false, UseDualStack = false }: Place) {
	const address = Endpoint ?? addressIn(Region, UseFIPS, UseDualStack);
	const known = addresses.get(address) ?? { url: new URL(address), properties: {}, headers: {} };
	addresses.set(address, known);
	return known;
}

function addressIn(region: string, isFips: boolean, isDualStack: boolean): string {
	const { dnsSuffix, dualStackDnsSuffix } = partition(region);
	// GovCloud's plain addresses are FIPS addresses.
	const service = isFips && (isDualStack || !region.startsWith("us-gov-")) ? "dynamodb-fips" : "dynamodb";
	return `https://${service}.${region}.${isDualStack ? dualStackDnsSuffix : dnsSuffix}`;
}
