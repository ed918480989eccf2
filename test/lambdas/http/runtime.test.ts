/** The runtime of a deployed function, and the hash of tokens. */
import { expect, test } from "@jest/globals";
import { lambdaRuntime } from "../../../lambdas/http/runtime.ts";
import { hashToken } from "../../../store/token-hash.ts";

test("a function's clock returns whole seconds since 1970", () => {
	const { now } = lambdaRuntime();

	expect(Number.isInteger(now())).toBe(true);
	expect(Math.abs(now() - Date.now() / 1_000)).toBeLessThan(2);
});

test("tokens that the service makes have at least 128 random bits, in the characters of the contract", () => {
	const { newToken } = lambdaRuntime();
	const tokens = Array.from({ length: 1_000 }, newToken);

	for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{22,128}$/);
	expect(new Set(tokens).size).toBe(1_000);
	expect(Buffer.from(tokens[0] ?? "", "base64url").length).toBeGreaterThanOrEqual(16);
});

test("a function without TABLE_NAME in its environment does not start", () => {
	const { TABLE_NAME } = process.env;
	delete process.env["TABLE_NAME"];

	try {
		expect(lambdaRuntime).toThrow("TABLE_NAME");
	} finally {
		process.env["TABLE_NAME"] = TABLE_NAME;
	}
});

test("the table keeps the SHA-256 of a token (I9)", () => {
	expect(hashToken("abc")).toBe("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
});
