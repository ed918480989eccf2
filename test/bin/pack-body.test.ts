import { randomBytes } from "node:crypto";
import { expect, test } from "@jest/globals";
import { packBody } from "../../bin/event/pack-body.ts";

test("a document of more than 32 MB is refused before it is packed", async () => {
	await expect(packBody("hall.json", "x".repeat(32_000_000))).rejects.toThrow(
		"hall.json makes a document of 32.0 MB, but a request may have 32.0 MB at most.",
	);
});

test("a document of more than 4 MB packed is refused", async () => {
	await expect(packBody("hall.json", randomBytes(4_000_000).toString("base64"))).rejects.toThrow(
		/^hall\.json makes a document of 5\.3 MB, 4\.\d MB packed, but a request may have 4\.0 MB packed at most\.$/,
	);
});

test("a document of 30 MB that packs well can be sent", async () => {
	const { encoding, size } = await packBody("hall.json", "x".repeat(30_000_000));

	expect({ encoding, size }).toEqual({ encoding: "gzip", size: "30.0 MB, 30 KB packed" });
});
