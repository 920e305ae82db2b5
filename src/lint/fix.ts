import { readFileSync } from 'node:fs'
import { replaceFile } from '../base/atomic-write.ts'
import { Unconvertible } from '../convert/unconvertible.ts'
import { FileEdits } from '../convert/yaml/file-edits.ts'
import { openYaml, scalarsIn } from '../convert/yaml/open-file.ts'
import type { Finding } from './lint.ts'

/**
 * Applies the replacements of findings to their files, without changing any other byte; returns the findings that
 * were fixed. A file is not changed if the replacements would also change another value in it.
 */
export function fixFindings(findings: readonly Finding[]): Finding[] {
  const fixable = findings.filter(({ fix }) => fix !== undefined)
  const files = [...new Set(fixable.map(({ place }) => place.file))]
  return files.flatMap(file =>
    fixFile(
      file,
      fixable.filter(({ place }) => place.file === file),
    ),
  )
}

const BYTE_ORDER_MARK = '\ufeff'

function fixFile(file: string, findings: readonly Finding[]): Finding[] {
  try {
    const whole = readFileSync(file, 'utf8')
    const mark = whole.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : ''
    const yaml = openYaml(whole.slice(mark.length), file)
    const edits = new FileEdits(yaml)
    const scalars = new Map(
      scalarsIn(yaml.root).map(node => {
        const { line, column } = yaml.placeOf(node)
        return [`${line}:${column}`, node] as const
      }),
    )
    const fixed = findings.filter(({ fix }) => {
      const node = fix && scalars.get(`${fix.place.line}:${fix.place.column}`)
      if (!fix || !node || node.anchor || node.tag || String(node.value) !== fix.from) return false
      edits.replace(node, fix.to)
      return true
    })
    if (fixed.length > 0) replaceFile(file, Buffer.from(mark + edits.apply()))
    return fixed
  } catch (error) {
    if (error instanceof Unconvertible) return []
    throw error
  }
}
