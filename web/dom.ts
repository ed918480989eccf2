/** Elements in one line. Text is always text: nothing here, and nothing in the page, parses HTML. */
type Child = Node | string | undefined | false;

type Properties<Name extends keyof HTMLElementTagNameMap> = Partial<
	Omit<HTMLElementTagNameMap[Name], "style" | "children" | "attributes">
> & { readonly attributes?: Readonly<Record<string, string>> };

export function element<Name extends keyof HTMLElementTagNameMap>(
	name: Name,
	{ attributes = {}, ...properties }: Properties<Name> = {},
	...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
	const made = document.createElement(name);
	Object.assign(made, properties);
	for (const [key, value] of Object.entries<string>(attributes)) made.setAttribute(key, value);
	made.append(...children.filter((child): child is Node | string => Boolean(child)));
	return made;
}

/** A button that does something. */
export const button = (text: string, onclick: () => void, className = ""): HTMLButtonElement =>
	element("button", { type: "button", onclick, className }, text);
