import { UnreachableError } from '../errors.ts'
import { failure } from './failure.ts'
import type { Answer, Probe } from './probe.ts'

/** Sends one probe's script; resolves with its answer, whatever its status. */
export type SendProbe = (probe: Probe<unknown>) => Promise<Answer>

interface Waiting {
  readonly probe: Probe<unknown>
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

/** The most things that one question is about. */
const MAX_ABOUT = 256

/**
 * Gathers the questions of one turn of the event loop and asks those of a kind in one. One that cannot be answered
 * takes none of its neighbours with it: then each is asked alone.
 */
export class Asker {
  readonly #send: SendProbe
  #waiting: Waiting[] = []

  constructor(send: SendProbe) {
    this.#send = send
  }

  /** Asks; throws TaskError where the host could not look, UnreachableError where it is gone. */
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
    const about = [...new Set(group.flatMap(({ probe }) => probe.together?.about ?? []))]
    const at = new Map(about.map((thing, index) => [thing, index]))
    const [first] = group
    if (!first?.probe.together) return
    let answers: readonly unknown[]
    try {
      answers = await this.#answerTo(first.probe.together.all(about))
    } catch (error) {
      for (const one of group) {
        if (error instanceof UnreachableError) one.reject(error)
        else void this.#askAlone(one)
      }
      return
    }
    for (const { probe, resolve, reject } of group) {
      const { together } = probe
      try {
        const own = together?.about.map(thing => answers[at.get(thing) ?? -1]) ?? []
        resolve(together?.pick(own) as never)
      } catch (error) {
        reject(error)
      }
    }
  }

  async #answerTo<T>(probe: Probe<T>): Promise<T> {
    const answer = await this.#send(probe)
    if ((probe.answers ?? [0]).includes(answer.status)) return probe.parse(answer)
    throw failure(`could not look: ${probe.title}`, answer)
  }
}

/** Questions that are asked in one, in the order of the first of each. */
function groupsOf(waiting: readonly Waiting[]): Waiting[][] {
  const groups: Waiting[][] = []
  const open = new Map<string, { group: Waiting[]; about: number }>()
  for (const one of waiting) {
    const { together } = one.probe
    const known = together && open.get(together.kind)
    if (known && known.about + together.about.length <= MAX_ABOUT) {
      known.group.push(one)
      known.about += together.about.length
      continue
    }
    const group = [one]
    groups.push(group)
    if (together) open.set(together.kind, { group, about: together.about.length })
  }
  return groups
}
