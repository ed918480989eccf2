/** Calls the service over HTTP, as its users do. */
export const SELLER_KEY = "local-seller-key";

export interface Reply {
	readonly status: number;
	readonly headers: Headers;
	readonly bytes: number;
	// biome-ignore lint/suspicious/noExplicitAny: each measurement knows what it asked for
	readonly body: any;
}

export type Call = (method: string, path: string, body?: unknown) => Promise<Reply>;

/** Every call sends the seller's key, which public routes ignore. */
export function callsTo(address: string): Call {
	return async (method, path, body) => {
		const response = await fetch(`${address}${path}`, {
			method,
			headers: { authorization: `Bearer ${SELLER_KEY}`, "content-type": "application/json" },
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
		const text = await response.text();
		const isJson = text !== "" && response.headers.get("content-type")?.includes("json");
		return {
			status: response.status,
			headers: response.headers,
			bytes: Buffer.byteLength(text),
			body: isJson ? JSON.parse(text) : undefined,
		};
	};
}
