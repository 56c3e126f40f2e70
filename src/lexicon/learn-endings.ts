/** Learns the smallest set of ending rules that corrects what the general rules get wrong. */

/** Applies to forms that end in `ending`; a leading ^ means the whole form. `cut` letters go, `add` comes; undefined: the general rules. */
export interface EndingRule {
  readonly ending: string
  readonly operation: string
}

export interface Sample {
  readonly form: string
  readonly target: string
  /** What a wrong stem costs; a rule costs 1. */
  readonly weight: number
}

interface Node {
  readonly children: Map<string, Node>
  /** Operations that stem the form ending exactly here right, with its weight. */
  samples: { readonly right: readonly string[]; readonly weight: number }[]
  /** Cost of this subtree by inherited operation; `other` for any operation not named. */
  cost?: { readonly by: ReadonlyMap<string, number>; readonly other: number; readonly best: string; readonly bestCost: number }
}

/** `2:ad` cuts two letters and adds `ad`; the operation of the general rules is ''. */
export function operationFor(form: string, target: string): string {
  let same = 0
  while (same < form.length && form[same] === target[same]) same++
  return `${form.length - same}:${target.slice(same)}`
}

export function learnEndings(samples: readonly Sample[], rules: (form: string) => string, ruleCost: number): EndingRule[] {
  const root: Node = { children: new Map(), samples: [] }
  for (const { form, target, weight } of samples) {
    let node = root
    for (const letter of `^${form}`.split('').reverse()) {
      let next = node.children.get(letter)
      if (next === undefined) {
        next = { children: new Map(), samples: [] }
        node.children.set(letter, next)
      }
      node = next
    }
    const operation = operationFor(form, target)
    node.samples.push({ right: rules(form) === target ? ['', operation] : [operation], weight })
  }
  price(root, ruleCost)
  const found: EndingRule[] = []
  // No rule at the root: unseen forms follow the general rules.
  for (const [letter, child] of root.children) collect(child, letter, '', ruleCost, found)
  return found.sort((a, b) => (a.ending < b.ending ? -1 : 1))
}

/** Bottom up: what does a subtree cost when its parent hands it an operation? Either keep that, or pay for a rule of its own. */
function price(node: Node, ruleCost: number): void {
  const by = new Map<string, number>()
  let other = 0
  for (const { right, weight } of node.samples) {
    other += weight
    for (const operation of right) by.set(operation, (by.get(operation) ?? 0) - weight)
  }
  for (const child of node.children.values()) {
    price(child, ruleCost)
    if (child.cost === undefined) continue
    const change = ruleCost + child.cost.bestCost
    const childOther = Math.min(child.cost.other, change)
    other += childOther
    for (const [operation, cost] of child.cost.by) {
      const saved = Math.min(cost, change) - childOther
      if (saved !== 0) by.set(operation, (by.get(operation) ?? 0) + saved)
    }
  }
  let best = ''
  let bestCost = Number.POSITIVE_INFINITY
  const absolute = new Map<string, number>()
  for (const [operation, saved] of by) {
    const cost = other + saved
    absolute.set(operation, cost)
    if (cost < bestCost || (cost === bestCost && operation < best)) {
      best = operation
      bestCost = cost
    }
  }
  node.cost = { by: absolute, other, best, bestCost }
}

function collect(node: Node, ending: string, inherited: string, ruleCost: number, found: EndingRule[]): void {
  const cost = node.cost
  if (cost === undefined) return
  const keep = cost.by.get(inherited) ?? cost.other
  const operation = keep <= ruleCost + cost.bestCost ? inherited : cost.best
  if (operation !== inherited) found.push({ ending, operation })
  for (const [letter, child] of node.children) collect(child, letter + ending, operation, ruleCost, found)
}
