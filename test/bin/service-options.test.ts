import { expect, test } from "@jest/globals";
import { publicService, sellerService } from "../../bin/event/service-options.ts";

const withKey = (address: string, isInsecure = false) => sellerService(publicService(address, 1), "key", isInsecure);

test.each([
	"http://localhost:3000",
	"http://127.0.0.1:3000/",
	"http://127.9.8.7",
	"http://127.1",
	"http://[::1]:3000",
	"https://tickets.example/prod",
])("the seller's key may be sent to %s", (address) => {
	expect(withKey(address)).toMatchObject({ key: "key" });
});

test.each([
	"http://tickets.example",
	"http://192.168.1.2:3000",
	"http://128.0.0.1",
	"http://localhost.example",
	"http://127.0.0.1.example",
	"HTTP://10.0.0.1",
	"http://0.0.0.0",
])("the seller's key is sent to %s only if that is asked for", (address) => {
	expect(() => withKey(address)).toThrow("Nothing was sent");
	expect(withKey(address, true)).toMatchObject({ key: "key" });
});

test.each([
	"",
	"tickets.example",
	"ftp://tickets.example",
	"https://me:pass@tickets.example",
	"https://x.example/?a=b",
])("%p is not the address of a service", (address) => {
	expect(() => publicService(address, 1)).toThrow("is not the address of a service");
});

test("the slash at the end of a service's address is dropped, because every path begins with one", () => {
	expect(publicService("https://tickets.example/prod/", 1).url).toBe("https://tickets.example/prod");
});
