import { beforeAll, expect, test } from "@jest/globals";
import { openApiDocument } from "../../api/openapi.ts";
import packaged from "../../package.json" with { type: "json" };
import { newSale, type TestService } from "../support/service.ts";

let service: TestService;

beforeAll(async () => {
	service = await newSale();
});

test("the welcome names the service and its version, and each of its links works", async () => {
	const { status, body } = await service.get("/");

	expect(status).toBe(200);
	expect(body).toMatchObject({ name: "ticket-sales", version: packaged.version });
	for (const link of Object.values<string>(body.links).filter((target) => !target.includes("{"))) {
		expect((await service.get(link)).status).toBe(200);
	}
});

test("the welcome's links to a seat work once the labels are filled in", async () => {
	const { body } = await service.get("/");
	const { check, lock } = body.links;
	const filledIn = (link: string) => link.replace("{section}/{row}/{seat}", "orchestra/a/1");

	expect((await service.get(filledIn(check))).status).toBe(200);
	expect((await service.post(filledIn(lock), {})).status).toBe(200);
});

test("the OpenAPI document is served unchanged, and may be cached", async () => {
	const { status, headers, body } = await service.get("/openapi.json");

	expect(status).toBe(200);
	expect(headers["cache-control"]).toMatch(/^public, max-age=\d+$/);
	expect(body).toEqual(JSON.parse(JSON.stringify(openApiDocument(packaged.version))));
});

test("the welcome and the OpenAPI document are served without the table", async () => {
	service.network.break(async () => {
		throw new Error("nothing is to be sent");
	});

	const replies = [await service.get("/"), await service.get("/openapi.json")];

	expect(replies.map(({ status }) => status)).toEqual([200, 200]);
});
