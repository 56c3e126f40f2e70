/** How many of something may be open at once, for one and for all. */

export interface Places {
  /** @returns what gives the place back, however often it is called; null when there is none */
  take(who: string): (() => void) | null
}

export function createPlaces({ each, all }: { readonly each: number; readonly all: number }): Places {
  const taken = new Map<string, number>()
  let total = 0
  return {
    take(who) {
      const own = taken.get(who) ?? 0
      if (own >= each || total >= all) return null
      taken.set(who, own + 1)
      total++
      let isOpen = true
      return () => {
        if (!isOpen) return
        isOpen = false
        total--
        const left = (taken.get(who) ?? 1) - 1
        if (left > 0) taken.set(who, left)
        else taken.delete(who)
      }
    },
  }
}
