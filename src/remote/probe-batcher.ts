import { assertDefined } from '../base/assert-defined.ts'
import { UnreachableError } from '../errors.ts'
import type { Answer } from '../shell/exchange.ts'
import type { Batch, Probe } from './probe.ts'
import { readAnswer } from './probe-failure.ts'

/** Sends one probe's script; resolves with its answer, whatever its status. */
export type SendProbe = (probe: Probe<unknown>) => Promise<Answer>

interface Waiting {
  readonly probe: Probe<unknown>
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

/** What questions of one kind ask about, all of them together. */
interface Part {
  /** How the first of them is asked with others. */
  readonly batch: Batch<unknown>
  readonly about: readonly string[]
}

/** The most things that one question is about. */
const MAX_ABOUT = 256

/**
 * Gathers the questions of one turn of the event loop and asks those of a kind, or of kinds that go together, in one. One that cannot be answered
 * takes none of its neighbours with it: then each is asked alone.
 */
export class ProbeBatcher {
  readonly #send: SendProbe
  #waiting: Waiting[] = []

  constructor(send: SendProbe) {
    this.#send = send
  }

  /** Asks; throws TaskError if the host could not answer, UnreachableError if it is gone. */
  ask<T>(probe: Probe<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.flush())
      this.#waiting.push({ probe, resolve: resolve as Waiting['resolve'], reject })
    })
  }

  /** Sends what waits: what is sent after it must not be answered before. */
  flush(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const group of groupsOf(waiting)) {
      if (group.length > 1) void this.#askTogether(group)
      else for (const one of group) void this.#askAlone(one)
    }
  }

  async #askAlone({ probe, resolve, reject }: Waiting): Promise<void> {
    try {
      resolve((await this.#answerTo(probe)) as never)
    } catch (error) {
      reject(error)
    }
  }

  async #askTogether(group: readonly Waiting[]): Promise<void> {
    const parts = partsOf(group)
    let answers: readonly (readonly unknown[])[]
    try {
      answers = await this.#answersTo(parts)
    } catch (error) {
      for (const one of group) {
        if (error instanceof UnreachableError) one.reject(error)
        else void this.#askAlone(one)
      }
      return
    }
    const known = new Map(
      parts.map(({ batch, about }, nth) => [
        batch.kind,
        new Map(about.map((thing, at) => [thing, answers[nth]?.[at]])),
      ]),
    )
    for (const { probe, resolve, reject } of group) {
      const { together } = probe
      const own = known.get(together?.kind ?? '')
      try {
        resolve(together?.pick(together.about.map(thing => own?.get(thing))) as never)
      } catch (error) {
        reject(error)
      }
    }
  }

  /** The answers about all parts; those of one kind are asked as that kind is. */
  async #answersTo(parts: readonly Part[]): Promise<readonly (readonly unknown[])[]> {
    const [first] = parts
    if (first === undefined) return []
    const { group, all } = first.batch
    if (parts.length === 1 || group === undefined) return [await this.#answerTo(all(first.about))]
    const subjects = parts.map(({ batch, about }) =>
      assertDefined(batch.group, `a group of the probes of ${batch.kind}`).part(about),
    )
    return this.#answerTo(group.all(subjects))
  }

  async #answerTo<T>(probe: Probe<T>): Promise<T> {
    return readAnswer(probe, await this.#send(probe))
  }
}

/** What a group asks about, each thing once, a part a kind. */
function partsOf(group: readonly Waiting[]): Part[] {
  const parts = new Map<string, { batch: Batch<unknown>; about: Set<string> }>()
  for (const { probe } of group) {
    const batch = probe.together
    if (!batch) continue
    const part = parts.get(batch.kind) ?? { batch, about: new Set() }
    parts.set(batch.kind, part)
    for (const thing of batch.about) part.about.add(thing)
  }
  return [...parts.values()].map(({ batch, about }) => ({ batch, about: [...about] }))
}

/** Questions that are asked in one, in the order of the first of each. */
function groupsOf(waiting: readonly Waiting[]): Waiting[][] {
  const groups: Waiting[][] = []
  const open = new Map<string, { group: Waiting[]; about: number }>()
  for (const one of waiting) {
    const { together } = one.probe
    const name = together && (together.group?.name ?? together.kind)
    const known = name === undefined ? undefined : open.get(name)
    if (known && together && known.about + together.about.length <= MAX_ABOUT) {
      known.group.push(one)
      known.about += together.about.length
      continue
    }
    const group = [one]
    groups.push(group)
    if (together && name !== undefined) open.set(name, { group, about: together.about.length })
  }
  return groups
}
