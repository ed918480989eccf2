import { expect, test } from "@jest/globals";
import { mergePatch } from "../../documents/merge-patch.ts";

// The examples of RFC 7396, appendix A, whose target and patch are objects.
test.each([
	['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
	['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
	['{"a":"b"}', '{"a":null}', "{}"],
	['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
	['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
	['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
	['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
	['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
	['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
	["{}", '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
	['{"__proto__":{"b":"c"}}', '{"__proto__":{"d":"e"}}', '{"__proto__":{"b":"c","d":"e"}}'],
])("%s with the patch %s becomes %s", (target, patch, expected) => {
	const merged = mergePatch(JSON.parse(target), JSON.parse(patch));

	expect(JSON.stringify(merged)).toBe(expected);
});

test("a patch as deep as its size allows is applied without deep recursion", () => {
	const depth = 50_000;
	const patch = JSON.parse(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`);

	expect(mergePatch({}, patch)).toHaveProperty("a");
});
