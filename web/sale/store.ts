/** One place for the state of a page: it is replaced, never changed, and all who show it hear of every replacement. */
export interface Store<State> {
	readonly get: () => State;
	readonly set: (changes: Partial<State>) => void;
	/** Calls back after every change, with the state before it. Returns what ends that. */
	readonly subscribe: (listener: (state: State, before: State) => void) => () => void;
}

export function createStore<State extends object>(initial: State): Store<State> {
	const listeners = new Set<(state: State, before: State) => void>();
	let state = initial;
	return {
		get: () => state,
		set: (changes) => {
			const before = state;
			state = { ...state, ...changes };
			for (const listener of listeners) listener(state, before);
		},
		subscribe: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}
