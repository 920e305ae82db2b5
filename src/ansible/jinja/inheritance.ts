import { JinjaError } from './error.ts'
import { type Context, Frame, type Program, type Session } from './frame.ts'
import { Output } from './output.ts'
import { toText } from './text.ts'
import { Undefined } from './undefined.ts'
import { Callable, type Dict, used } from './values.ts'

/** Renders a template in a scope, followed by the template that it extends, if any. */
export function renderWith(program: Program, frame: Frame, out: Output): void {
  const { blocks } = frame.session
  for (const [name, render] of program.blocks) blocks.set(name, [...(blocks.get(name) ?? []), render])
  frame.parentTemplate = undefined
  program.body(frame, out)
  const extended = frame.parentTemplate as Program | undefined
  if (extended) frame.session.budget.deeper('extends', () => renderWith(extended, frame, out))
}

/**
 * Renders a block at a level of inheritance: 0 is the most derived template. Throws JinjaError if there is none
 * at that level.
 */
export function renderBlock(frame: Frame, name: string, level: number, out: Output): void {
  const render = frame.session.blocks.get(name)?.[level]
  if (!render) throw new JinjaError(`there is no parent block of \`${name}\``)
  const inner = frame.inner()
  inner.set('super', blockCall(frame, 'super', name, level + 1))
  frame.session.budget.deeper(`block \`${name}\``, () => render(inner, out))
}

/** Returns the value of `self`: the blocks of a template as functions. */
export function blocksOf(frame: Frame): Dict {
  const names = [...frame.session.blocks.keys()]
  return Object.fromEntries(names.map(name => [name, blockCall(frame.root(), name, name, 0)]))
}

function blockCall(frame: Frame, called: string, name: string, level: number): Callable {
  const call = (): string => {
    const out = new Output()
    renderBlock(frame, name, level, out)
    return out.text
  }
  // `super.super()` calls the block one level further up.
  const attributes = {
    get super() {
      return blockCall(frame, 'super', name, level + 1)
    },
  }
  return new Callable(called, call, attributes)
}

/**
 * Creates a scope for an included or imported template, which has its own blocks. With `hasContext` it can read
 * the variables of the including scope.
 */
export function scopeFor(program: Program, frame: Frame, hasContext: boolean): Frame {
  const { session } = frame
  const copies = session.copies ?? (program.mutates ? new Map<string, unknown>() : undefined)
  if (hasContext) {
    const own = { ...session, blocks: new Map(), copies }
    const around = new Frame(own, frame)
    // The loop of the including template is not visible.
    around.set('loop', new Undefined('there is no variable `loop`', { variable: 'loop' }))
    return new Frame(own, around)
  }
  return new Frame({ ...session, context: withoutVariables(session), blocks: new Map(), copies })
}

/** Hides all variables. Ansible's own names are global functions, which need no context. */
function withoutVariables({ context }: Session): Context {
  return { ...context, has: () => false, get: () => undefined }
}

/**
 * Returns the value of `import`: the variables and macros that the template sets at its top level, without
 * names that begin with `_`.
 */
export function importModule(frame: Frame, name: unknown, hasContext: boolean): Dict {
  const program = loadFirst(frame, name)
  const inner = scopeFor(program, frame, hasContext)
  frame.session.budget.deeper('import', () => renderWith(program, inner, new Output()))
  return Object.fromEntries(inner.own().filter(([key]) => !key.startsWith('_')))
}

/** Loads the first template of these names that exists. Returns undefined if none does. */
export function findTemplate(frame: Frame, names: unknown): Program | undefined {
  const { context } = frame.session
  for (const name of namesOf(names)) {
    const program = context.loadTemplate?.(name)
    if (program) return program
  }
  return undefined
}

/** Loads the first template of these names that exists. Throws JinjaError if none does. */
export function loadFirst(frame: Frame, names: unknown): Program {
  const found = findTemplate(frame, names)
  if (found) return found
  throw new JinjaError(`there is no template \`${namesOf(names).join('`, `')}\``)
}

function namesOf(names: unknown): string[] {
  const value = used(names)
  return Array.isArray(value) ? value.map(toText) : [toText(value)]
}
