/** Completions are the server's. */
export function completeField(): void {}
