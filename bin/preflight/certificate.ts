/** Whether the certificate is issued, and for the domain. */
import { ACMClient, DescribeCertificateCommand } from "@aws-sdk/client-acm";
import { EDGE_REGION, type Finding, type Plan } from "./check.ts";

export async function certificate({ domain }: Plan): Promise<readonly Finding[]> {
	if (!domain) return [{ state: "ready", says: "certificate: none needed, because there is no domain" }];
	const { domainName, certificateArn: CertificateArn } = domain;
	const found = await describe(CertificateArn);
	if (found === undefined) {
		return [{ state: "missing", says: `certificate: ${CertificateArn} is not in this account` }];
	}
	const { Status = "", SubjectAlternativeNames = [], DomainName = "", DomainValidationOptions = [] } = found;
	if (Status !== "ISSUED") {
		const records = DomainValidationOptions.flatMap(({ ResourceRecord: record }) =>
			record ? [`${record.Name} ${record.Type} ${record.Value}`] : [],
		);
		const todo = records.length > 0 ? ` Its DNS record, until it is issued: ${records.join("; ")}` : "";
		return [{ state: "missing", says: `certificate: it is ${Status}, not ISSUED.${todo}` }];
	}
	const names = [DomainName, ...SubjectAlternativeNames];
	if (names.some((name) => covers(name, domainName)))
		return [{ state: "ready", says: `certificate: issued for ${domainName}` }];
	return [{ state: "missing", says: `certificate: it is for ${names.join(", ")}, not for ${domainName}` }];
}

async function describe(CertificateArn: string) {
	try {
		const client = new ACMClient({ region: EDGE_REGION });
		return (await client.send(new DescribeCertificateCommand({ CertificateArn }))).Certificate;
	} catch (error) {
		if ((error as Error).name === "ResourceNotFoundException") return undefined;
		throw error;
	}
}

/** A name of a certificate covers itself; `*.` is exactly one label. */
function covers(name: string, domainName: string): boolean {
	return name === domainName || (name.startsWith("*.") && name.slice(1) === domainName.slice(domainName.indexOf(".")));
}
