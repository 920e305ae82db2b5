import type { Body, Expression, Statement } from '../../ansible/jinja/ast.ts'

/**
 * Returns how many line breaks Ansible appends to the rendered text so that it ends with as many as the template,
 * which has `wanted`. `isSure`: the number is the same for all values. `mayEndLine` contains the expressions whose
 * text may end with a line break.
 */
export function breaksAtEnd(
  body: Body,
  wanted: number,
  mayEndLine: ReadonlySet<Expression>,
): { readonly missing: number; readonly isSure: boolean } {
  const missingBehind = (read: (value: Expression, before: Counts) => Counts): number[] =>
    [...behind(body, new Set([0]), read)].map(count => Math.max(0, wanted - count))
  // Most values are neither empty nor end with a line break.
  const likely = missingBehind(() => new Set([0]))
  const possible = missingBehind(
    (value, before) => new Set([0, ...before, ...(mayEndLine.has(value) ? [1] : [])]),
  )
  return { missing: Math.min(...likely), isSure: new Set(possible).size === 1 }
}

/** The possible numbers of line breaks at the end of a text. */
type Counts = ReadonlySet<number>

type Read = (value: Expression, before: Counts) => Counts

/** Returns the possible numbers of line breaks after some statements, from those before them. */
function behind(body: Body, before: Counts, read: Read): Counts {
  let counts = before
  for (const statement of body) counts = behindOne(statement, counts, read)
  return counts
}

function behindOne(node: Statement, before: Counts, read: Read): Counts {
  switch (node.type) {
    case 'text': {
      const breaks = /\n*$/.exec(node.text)?.[0].length ?? 0
      return breaks === node.text.length
        ? new Set([...before].map(count => count + breaks))
        : new Set([breaks])
    }
    case 'output':
      return read(node.value, before)
    case 'if': {
      const bodies = [...node.branches.map(branch => branch.body), node.otherwise]
      return new Set(bodies.flatMap(body => [...behind(body, before, read)]))
    }
    case 'for': {
      const once = behind(node.body, before, read)
      const again = behind(node.body, new Set([...before, ...once]), read)
      return new Set([...behind(node.otherwise, before, read), ...once, ...again])
    }
    case 'block':
      return behind(node.body, before, read)
    default:
      return before
  }
}
