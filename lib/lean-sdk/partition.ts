/**
 * The partitions of AWS that a function can run in: AWS itself, China and GovCloud. The SDK lists all of them with all
 * their regions; a test compares the two (test/lib/lean-sdk.test.ts).
 */
export function partition(region: string) {
	if (!/^[a-z]{2}(-gov)?-[a-z]+-\d+$/.test(region)) throw new Error(`an address in ${region} is not known`);
	if (region.startsWith("cn-")) return { name: "aws-cn", ...CHINA, ...ALL };
	return { name: region.startsWith("us-gov-") ? "aws-us-gov" : "aws", ...ELSEWHERE, ...ALL };
}

const CHINA = { dnsSuffix: "amazonaws.com.cn", dualStackDnsSuffix: "api.amazonwebservices.com.cn" };
const ELSEWHERE = { dnsSuffix: "amazonaws.com", dualStackDnsSuffix: "api.aws" };
const ALL = { supportsDualStack: true, supportsFIPS: true };

/** What a program of a partition of its own would put in front of its name. */
export const getUserAgentPrefix = () => "";

export const setPartitionInfo = undefined;
export const useDefaultPartitionInfo = undefined;
