/** The examples of a document: each command of its console blocks, with the answer below it. */
export function examplesIn(document: string): (readonly [command: string, answer: string])[] {
	return Array.from(document.matchAll(/```console\n([\s\S]*?)```/g), ([, block = ""]) => block).flatMap((block) =>
		block
			.split(/^\$ /m)
			.filter(Boolean)
			.map((example) => {
				const [command = "", ...answer] = example.trim().split("\n");
				return [command, answer.join("\n")] as const;
			}),
	);
}

/** The text as a part of a pattern; `…` matches what differs from run to run. */
export function patternFor(written: string): string {
	return written
		.split("…")
		.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
		.join(".+");
}
