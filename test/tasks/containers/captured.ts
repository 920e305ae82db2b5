import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RawAnswer } from '../../../src/authoring/testing.ts'

const HERE = dirname(fileURLToPath(import.meta.url))

/** Output of `inspect` of podman 4.3 and docker 20.10 for a container, an image, a network or a volume. */
export function captured(program: 'podman' | 'docker', object: string): string {
  return readFileSync(join(HERE, `captured-${program}-${object}.json`), 'utf8')
}

/** The answer of `inspect` for an object that does not exist. */
export function missing(program: 'podman' | 'docker', object: string, name: string): RawAnswer {
  return program === 'podman'
    ? { status: 125, stdout: '[]\n', stderr: `Error: inspecting object: no such ${object} ${name}\n` }
    : { status: 1, stdout: '[]\n', stderr: `Error: No such ${object}: ${name}\n` }
}

/** The title of the probe of an object. */
export function titleOf(program: 'podman' | 'docker', object: string, name: string): string {
  return `${object} ${name} of ${program}`
}

/** The answers of a host that has the program. */
export function tools(program: 'podman' | 'docker'): Readonly<Record<string, RawAnswer>> {
  return { [`which of ${program} exist`]: `${program}\n` }
}
