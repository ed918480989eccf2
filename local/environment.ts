/** The environment that the functions find locally: what Lambda would set, and a DynamoDB that is not AWS's. */

interface LocalEnvironment {
	/** Of the DynamoDB to use. */
	readonly endpoint: string;
	/** Of the bus to use; without it nothing can be put on one. */
	readonly bus?: string | undefined;
	readonly sellerKey: string;
	/** What the template gives the functions. */
	readonly functions: Readonly<Record<string, string>>;
}

/** Puts it into `process.env`, for the SDK inside the bundles reads it there; the result puts back what was there. */
export const setEnvironment = ({ endpoint, bus, sellerKey, functions }: LocalEnvironment): (() => void) => {
	const hasKeys = process.env.AWS_ACCESS_KEY_ID && process.env.AWS_SECRET_ACCESS_KEY;
	return put({
		...functions,
		AWS_ENDPOINT_URL_DYNAMODB: endpoint,
		AWS_ENDPOINT_URL_EVENTBRIDGE: bus,
		// Said aloud, for a profile may say the opposite: then these very functions would write to AWS's own DynamoDB.
		AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false",
		SELLER_KEY: sellerKey,
		AWS_REGION: process.env.AWS_REGION || "us-east-1",
		// Logs for people to read, and no metrics among them.
		POWERTOOLS_DEV: "true",
		...(hasKeys ? {} : fakeAccess),
		// Once for each bundle would be a screenful; the functions are deployed on a newer Node.js.
		AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
	});
};

/** DynamoDB Local takes any key of letters and digits. A profile would outdo it and perhaps ask for a real one. */
const fakeAccess = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local", AWS_PROFILE: undefined };

const put = (values: Readonly<Record<string, string | undefined>>) => {
	const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
	const set = (name: string, value: string | undefined) => {
		if (value === undefined) delete process.env[name];
		else process.env[name] = value;
	};
	for (const [name, value] of Object.entries(values)) set(name, value);
	return () => {
		for (const [name, value] of before) set(name, value);
	};
};
