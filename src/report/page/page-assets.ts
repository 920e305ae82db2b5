import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../base/package.ts'
import type { PageAssets } from './html-page.ts'

/** Reads the style sheet and the script of the page, which the build makes from `src/report/browser`. */
export function readPageAssets(): PageAssets {
  const folder = join(packageRoot(), 'dist/report')
  return {
    style: readFileSync(join(folder, 'page.css'), 'utf8'),
    script: readFileSync(join(folder, 'page.js'), 'utf8'),
  }
}
