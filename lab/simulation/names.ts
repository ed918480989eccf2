/** The names and tokens that a run hands out, always the same ones in the same order, and whose token a hash is of. */
import { hashToken } from "../../store/token-hash.ts";
import { tokenOf } from "./client-request.ts";

export type Names = ReturnType<typeof handOutNames>;

/** @param tokens those that clients have from the start. */
export function handOutNames(tokens: readonly string[]) {
	const byHash = new Map(tokens.map((token) => [hashToken(token), token]));
	let names = 0;
	let minted = 0;
	return {
		newName: (): string => {
			names += 1;
			return `name-${names}`;
		},
		newToken: (): string => {
			minted += 1;
			const token = tokenOf(`minted-${minted}`);
			byHash.set(hashToken(token), token);
			return token;
		},
		/** The token with this hash. */
		tokenOfHash: (hash: unknown): string => byHash.get(String(hash)) ?? `unknown token of hash ${hash}`,
	};
}
