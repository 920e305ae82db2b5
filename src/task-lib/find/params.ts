import { z } from 'zod'
import { flag, hostPath, number, text } from '../../authoring/params.ts'
import { parseSize } from '../../base/bytes.ts'
import { parseDuration } from '../../base/duration.ts'
import { regexParam } from '../files/regex-param.ts'
import { commaList } from '../text/comma-list.ts'

/** A param that is an amount; a minus sign makes it negative. */
function amount(
  read: (digits: string) => number | undefined,
  { expected, ansibleMessage }: { readonly expected: string; readonly ansibleMessage: string },
) {
  return text().transform((value, context) => {
    const [, minus, digits = ''] = /^(-?)(.*)$/s.exec(value.toLowerCase()) ?? []
    const found = read(digits)
    if (found !== undefined) return minus === '-' ? -found : found
    context.addIssue({ code: 'custom', message: expected, params: { ansibleMessage } })
    return z.NEVER
  })
}

function seconds(age: string): number | undefined {
  const found = parseDuration(age)
  return found === undefined ? undefined : found / 1000
}

/** The params of the task type `find`. */
export const findParams = z
  .strictObject({
    paths: commaList(hostPath())
      .describe('Directories to search.')
      .meta({ examples: [['/var/log']] }),
    patterns: commaList(text())
      .default([])
      .describe(
        'Names to return, with the wildcards `*`, `?` and `[…]`. With `use_regex`, these are regular expressions that must match from the start of the name.',
      )
      .meta({ examples: [['*.gz', '*.old']] }),
    excludes: commaList(text())
      .default([])
      .describe('Names to skip, even if they match `patterns`.')
      .meta({ examples: [['important*']] }),
    use_regex: flag()
      .default(false)
      .describe('Whether `patterns` and `excludes` are regular expressions.')
      .meta({ examples: [true] }),
    contains: regexParam()
      .optional()
      .describe(
        'Return only files that have a line that matches this regular expression from the start of the line. Requires `file_type: file`.',
      )
      .meta({ examples: ['\\[database\\]'] }),
    read_whole_file: flag()
      .default(false)
      .describe('Search `contains` anywhere in the whole file instead of line by line.')
      .meta({ examples: [true] }),
    file_type: z
      .enum(['any', 'directory', 'file', 'link'])
      .default('file')
      .describe('The type of files to return. Links are not followed.')
      .meta({ examples: ['directory'] }),
    age: amount(seconds, {
      expected: 'expected a number of seconds, or one with `m`, `h`, `d` or `w`',
      ansibleMessage: 'failed to process age',
    })
      .optional()
      .describe(
        'Return only files that are at least this old. With a negative number, return only files that are at most this old.',
      )
      .meta({ examples: ['4w'] }),
    age_stamp: z
      .enum(['atime', 'ctime', 'mtime'])
      .default('mtime')
      .describe('The timestamp that `age` refers to.')
      .meta({ examples: ['ctime'] }),
    size: amount(parseSize, {
      expected: 'expected a number of bytes, or one with `k`, `m`, `g` or `t`',
      ansibleMessage: 'failed to process size',
    })
      .optional()
      .describe(
        'Return only files of at least this size. With a negative number, return only files of at most this size.',
      )
      .meta({ examples: ['10m'] }),
    recurse: flag()
      .default(false)
      .describe('Also search the subdirectories of `paths`.')
      .meta({ examples: [true] }),
    depth: number()
      .refine(levels => Number.isInteger(levels) && levels > 0, 'expected a number of levels, from 1')
      .optional()
      .describe('How many levels to search with `recurse`. 1 is the directory itself.')
      .meta({ examples: [2] }),
    hidden: flag()
      .default(false)
      .describe('Also return files whose names begin with a dot.')
      .meta({ examples: [true] }),
    follow: flag()
      .default(false)
      .refine(isWanted => !isWanted, 'links are not followed: add the directories they lead to to `paths`')
      .describe(
        'Must be `false`, because links are not followed. Instead, add the target directories to `paths`.',
      )
      .meta({ examples: [false] }),
    get_checksum: flag()
      .default(false)
      .describe('Return the SHA-1 of each regular file.')
      .meta({ examples: [true] }),
  })
  .superRefine(({ patterns, excludes, use_regex }, context) => {
    if (!use_regex) return
    for (const [param, all] of Object.entries({ patterns, excludes })) {
      for (const pattern of all) {
        const { success } = regexParam().safeParse(pattern)
        if (!success)
          context.addIssue({
            code: 'custom',
            path: [param],
            message: `\`${pattern}\` is not a regular expression`,
          })
      }
    }
  })

/** The validated params of `find`. */
export type FindParams = z.output<typeof findParams>
