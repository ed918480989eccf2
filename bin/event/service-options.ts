/** Which service a command asks, and with which key. The seller's key opens every event, so it must not travel in clear. */
import { failure } from "./failure.ts";

export interface ServiceOptions {
	/** The address, without a slash at its end. */
	readonly url: string;
	readonly key?: string | undefined;
	/** How long a request is repeated at most, in seconds. */
	readonly patienceSeconds: number;
}

/** The service without a key, for public requests. Refuses an address to which no path can be added. */
export function publicService(address: string, patienceSeconds: number): ServiceOptions {
	const url = URL.canParse(address) ? new URL(address) : undefined;
	const isAddress =
		url && /^https?:$/.test(url.protocol) && `${url.username}${url.password}${url.search}${url.hash}` === "";
	if (!isAddress)
		throw failure(`${address} is not the address of a service: expected https://… and no more than a path.`);
	return { url: address.trim().replace(/\/+$/, ""), patienceSeconds };
}

/**
 * The service with the seller's key. Refuses plain `http:` to another machine, where anybody on the way reads the key.
 * @param isInsecure whether the person who runs the command allows that.
 */
export function sellerService(service: ServiceOptions, key: string, isInsecure: boolean): ServiceOptions {
	if (!/^[\x21-\x7e]+$/.test(key)) throw failure("The seller's key has characters that a key cannot have.");
	if (new URL(service.url).protocol === "http:" && !isLocal(service.url) && !isInsecure) {
		throw failure(
			`Nothing was sent: ${service.url} is on another machine, and plain http: would show the seller's key to everybody on the way. Use https:, or --insecure if you trust the network.`,
		);
	}
	return { ...service, key };
}

/** Whether this address is on this machine. The URL parser has already normalized forms such as `127.1`. */
export function isLocal(url: string): boolean {
	return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}
