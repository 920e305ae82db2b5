import { JinjaError } from './error.ts'
import { type Context, Frame, type Program, type Session } from './frame.ts'
import { Output } from './output.ts'
import { toText } from './text.ts'
import { Undefined } from './undefined.ts'
import { Callable, type Dict, used } from './values.ts'

/** Writes a template in a scope, and the one that it extends. */
export function renderWith(program: Program, frame: Frame, out: Output): void {
  const { blocks } = frame.session
  for (const [name, render] of program.blocks) blocks.set(name, [...(blocks.get(name) ?? []), render])
  frame.parentTemplate = undefined
  program.body(frame, out)
  const extended = frame.parentTemplate as Program | undefined
  if (extended) frame.session.budget.deeper('extends', () => renderWith(extended, frame, out))
}

/** Writes a block at some level of inheritance: 0 is that of the template that extends most. Throws JinjaError. */
export function renderBlock(frame: Frame, name: string, level: number, out: Output): void {
  const render = frame.session.blocks.get(name)?.[level]
  if (!render) throw new JinjaError(`there is no parent block of \`${name}\``)
  const inner = frame.inner()
  inner.set('super', blockCall(frame, 'super', name, level + 1))
  frame.session.budget.deeper(`block \`${name}\``, () => render(inner, out))
}

/** `self`: the blocks of a template, to be called. */
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
  // So that `super.super()` is the block above that.
  const attributes = {
    get super() {
      return blockCall(frame, 'super', name, level + 1)
    },
  }
  return new Callable(called, call, attributes)
}

/** A scope for an included or imported template: its blocks are its own. */
export function scopeFor(program: Program, frame: Frame, hasContext: boolean): Frame {
  const { session } = frame
  const copies = session.copies ?? (program.mutates ? new Map<string, unknown>() : undefined)
  if (hasContext) {
    const own = { ...session, blocks: new Map(), copies }
    const around = new Frame(own, frame)
    // A loop is that of the template that it stands in.
    around.set('loop', new Undefined('there is no variable `loop`', { variable: 'loop' }))
    return new Frame(own, around)
  }
  return new Frame({ ...session, context: withoutVariables(session), blocks: new Map(), copies })
}

/** Ansible's own names are global functions, which need no context. */
function withoutVariables({ context }: Session): Context {
  return { ...context, has: () => false, get: () => undefined }
}

/** What `import` gives: what the template sets at its top, its macros among it. */
export function importModule(frame: Frame, name: unknown, hasContext: boolean): Dict {
  const program = loadFirst(frame, name)
  const inner = scopeFor(program, frame, hasContext)
  frame.session.budget.deeper('import', () => renderWith(program, inner, new Output()))
  return Object.fromEntries(inner.own().filter(([key]) => !key.startsWith('_')))
}

/** The template of the first name that there is one of; undefined if there is none. */
export function findTemplate(frame: Frame, names: unknown): Program | undefined {
  const { context } = frame.session
  for (const name of namesOf(names)) {
    const program = context.loadTemplate?.(name)
    if (program) return program
  }
  return undefined
}

/** The same. Throws JinjaError if there is none. */
export function loadFirst(frame: Frame, names: unknown): Program {
  const found = findTemplate(frame, names)
  if (found) return found
  throw new JinjaError(`there is no template \`${namesOf(names).join('`, `')}\``)
}

function namesOf(names: unknown): string[] {
  const value = used(names)
  return Array.isArray(value) ? value.map(toText) : [toText(value)]
}
