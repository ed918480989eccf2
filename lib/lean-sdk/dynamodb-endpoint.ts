/**
 * The address of DynamoDB in a region of AWS, of AWS China or of AWS GovCloud, as the SDK's own rules have it; a test
 * compares the two (test/lib/lean-sdk.test.ts). Lambda gives its functions no account's own address to use.
 */
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
	if (!/^[a-z]{2}(-gov)?-[a-z]+-\d+$/.test(region)) throw new Error(`DynamoDB's address in ${region} is not known`);
	// GovCloud's plain addresses are FIPS addresses.
	const service = isFips && (isDualStack || !region.startsWith("us-gov-")) ? "dynamodb-fips" : "dynamodb";
	return `https://${service}.${region}.${domainIn(region, isDualStack)}`;
}

function domainIn(region: string, isDualStack: boolean): string {
	if (region.startsWith("cn-")) return isDualStack ? "api.amazonwebservices.com.cn" : "amazonaws.com.cn";
	return isDualStack ? "api.aws" : "amazonaws.com";
}
