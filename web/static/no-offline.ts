/** Pages in a folder are offline already: nothing to keep. */

export const offerOffline = (): void => undefined
export const sayOffline = (): void => undefined
export const checkNowAndThen = (): void => undefined
