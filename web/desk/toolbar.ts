/** What a drag over the seats of the map does. */
import { element } from "../dom.ts";
import type { DeskTexts } from "../texts/desk.ts";
import type { Desk } from "./desk.ts";
import type { DeskState, Tool } from "./desk-state.ts";

const TOOLS: readonly Tool[] = ["select", "move", "block", "unblock"];

export function toolbar({ store }: Pick<Desk, "store">, words: DeskTexts): HTMLElement {
	const help = element("p", { className: "quiet", id: "tool-help" });
	const reason = element("input", {
		type: "text",
		autocomplete: "off",
	});
	reason.addEventListener("input", () => store.set({ reason: reason.value.trim() }));
	const reasonLabel = element("label", { className: "reason" }, words.blockReason, " ", reason);
	const rectangle = element("input", {
		type: "checkbox",
		onchange: () => store.set({ isRectangle: rectangle.checked }),
		attributes: { "aria-describedby": help.id },
	});
	const rectangleLabel = element("label", { className: "check" }, rectangle, " ", words.rectangle);
	const tools = element(
		"fieldset",
		{ className: "tools" },
		element("legend", { className: "visually-hidden" }, words.tools),
		...TOOLS.map((tool) => {
			const radio = element("input", {
				type: "radio",
				name: "tool",
				checked: store.get().tool === tool,
				onchange: () => store.set({ tool, moving: undefined }),
				attributes: { "aria-describedby": help.id },
			});
			return element("label", {}, radio, element("span", {}, words.tool[tool]));
		}),
	);

	function show({ tool, isRectangle }: DeskState) {
		const where = isRectangle ? words.rectangleHelp : words.dragHelp;
		help.textContent = tool === "move" ? words.toolHelp.move : `${words.toolHelp[tool]} ${where}`;
		reasonLabel.hidden = tool !== "block";
		rectangleLabel.hidden = tool === "move";
	}

	show(store.get());
	store.subscribe((state, before) => {
		if (state.tool !== before.tool || state.isRectangle !== before.isRectangle) show(state);
	});
	return element("div", { className: "card toolbar" }, tools, rectangleLabel, reasonLabel, help);
}
