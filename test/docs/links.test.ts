/** Every link from one document to another, or into the code, leads somewhere. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";

const ROOT = join(import.meta.dirname, "../..");
const DOCUMENTS = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
	cwd: ROOT,
	encoding: "utf8",
})
	.split("\n")
	.filter((file) => file && existsSync(join(ROOT, file)));

test.each(DOCUMENTS)("every relative link of %s leads to a file, and to a heading where it names one", (file) => {
	const links = Array.from(textOf(file).matchAll(/\]\(([^)\s]+)\)/g), ([, link = ""]) => link);

	const broken = links.filter((link) => !/^(https?|mailto):/.test(link) && !leadsSomewhere(file, link));

	expect(broken).toEqual([]);
});

function leadsSomewhere(from: string, link: string): boolean {
	const [path = "", anchor] = link.split("#");
	const target = path === "" ? from : join(dirname(from), path);
	if (!existsSync(join(ROOT, target))) return false;
	return anchor === undefined || anchorsOf(target).has(anchor);
}

/** As GitHub makes them: lower case, no punctuation, hyphens for spaces. */
function anchorsOf(file: string): Set<string> {
	return new Set(
		Array.from(textOf(file).matchAll(/^#{1,6} (.*)$/gm), ([, heading = ""]) =>
			heading
				.toLowerCase()
				.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
				.replaceAll(" ", "-"),
		),
	);
}

function textOf(file: string): string {
	return readFileSync(join(ROOT, file), "utf8").replaceAll(/^```.*?^```/gms, "");
}
