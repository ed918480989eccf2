import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { App } from "aws-cdk-lib/core";
import { deploymentSettingsIn } from "../../lib/settings.ts";

const settingsOf = (context: Readonly<Record<string, unknown>>) => deploymentSettingsIn(new App({ context }));

/** The settings that the code reads. */
const READ = Array.from(
	readFileSync(join(import.meta.dirname, "../../lib/settings.ts"), "utf8").matchAll(
		/(?:given|tryGetContext)\("(\w+)"\)/g,
	),
	([, name = ""]) => name,
);

test.each(["stag", "Stage", "deniedAdresses", "underattack", "servedTabel", "denied_addresses"])(
	"a deployment with a slip in the name of a setting is refused, instead of changing nothing: %s",
	(name) => {
		expect(() => settingsOf({ [name]: "prod" })).toThrow(`There is no setting "${name}": the settings are stage, `);
	},
);

test("every setting that is read has a name that is known", () => {
	const unknown = READ.filter((name) => {
		try {
			settingsOf({ [name]: "not what it may be" });
			return false;
		} catch (error) {
			return (error as Error).message.startsWith("There is no setting");
		}
	});

	expect(READ.length).toBeGreaterThan(15);
	expect(unknown).toEqual([]);
});

test("the CDK's own context is no setting of ours", () => {
	const context = { "aws:cdk:bundling-stacks": [], "@aws-cdk/core:x": true, "cli-telemetry": false };

	expect(settingsOf(context).stage.name).toBe("dev");
});
