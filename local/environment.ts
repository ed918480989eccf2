/** The environment of the functions on this machine: what Lambda would set, and a DynamoDB that is not AWS's. */
interface LocalEnvironment {
	/** The address of DynamoDB. */
	readonly endpoint: string;
	/** The address of the event bus. Without one, functions cannot publish changes. */
	readonly bus?: string | undefined;
	readonly sellerKey: string;
	/** The variables that the template gives the functions. */
	readonly functions: Readonly<Record<string, string>>;
}

/** DynamoDB Local accepts any key of letters and digits. A profile would take precedence and perhaps ask for a login. */
const FAKE_CREDENTIALS = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local", AWS_PROFILE: undefined };

/** Sets it in `process.env`, where the SDK inside the bundles reads it. The result restores what was there before. */
export function setEnvironment({ endpoint, bus, sellerKey, functions }: LocalEnvironment): () => void {
	const hasCredentials = process.env.AWS_ACCESS_KEY_ID && process.env.AWS_SECRET_ACCESS_KEY;
	return setVariables({
		...functions,
		AWS_ENDPOINT_URL_DYNAMODB: endpoint,
		AWS_ENDPOINT_URL_EVENTBRIDGE: bus,
		// A profile may set this to true. The functions would then ignore the endpoint and write to DynamoDB on AWS.
		AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false",
		SELLER_KEY: sellerKey,
		AWS_REGION: process.env.AWS_REGION || "us-east-1",
		// Metrics would hide the logs.
		LOG_FOR_PEOPLE: "true",
		...(hasCredentials ? {} : FAKE_CREDENTIALS),
		// The SDK of every bundle would warn of an old Node.js, although the functions are deployed on a newer one.
		AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
	});
}

function setVariables(values: Readonly<Record<string, string | undefined>>): () => void {
	const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
	const set = (name: string, value: string | undefined) => {
		if (value === undefined) delete process.env[name];
		else process.env[name] = value;
	};
	for (const [name, value] of Object.entries(values)) set(name, value);
	return () => {
		for (const [name, value] of before) set(name, value);
	};
}
