import { CHOICE_HELPERS } from './choose.ts'
import { COLLECTION_HELPERS } from './collections.ts'
import { COMBINATION_HELPERS } from './combinations.ts'
import { DATA_FORMAT_HELPERS } from './data-formats.ts'
import { DATE_HELPERS } from './dates.ts'
import { DURATION_HELPERS } from './durations.ts'
import { ENVIRONMENT_HELPERS } from './environment.ts'
import { FILE_HELPERS } from './files.ts'
import { FORMAT_HELPERS } from './formats.ts'
import type { Helper } from './helper.ts'
import { KEY_HELPERS } from './keys.ts'
import { LIST_HELPERS } from './lists.ts'
import { LOGIC_HELPERS } from './logic.ts'
import { NETWORK_HELPERS } from './network.ts'
import { NUMBER_HELPERS } from './numbers.ts'
import { PASSWORD_HELPERS } from './passwords.ts'
import { PATH_HELPERS } from './paths.ts'
import { QUERY_HELPERS } from './queries.ts'
import { RANDOM_HELPERS } from './random.ts'
import { RANDOM_TEXT_HELPERS } from './random-texts.ts'
import { RECORD_HELPERS } from './records.ts'
import { REGEX_HELPERS } from './regexes.ts'
import { SIZE_HELPERS } from './sizes.ts'
import { TEXT_HELPERS } from './texts.ts'
import { URL_HELPERS } from './urls.ts'

export type { Helper }

/** All helpers of templates by name. None can be added at run time. */
export const HELPERS: Readonly<Record<string, Helper>> = Object.freeze(
  Object.assign(
    Object.create(null),
    LOGIC_HELPERS,
    TEXT_HELPERS,
    REGEX_HELPERS,
    FORMAT_HELPERS,
    DATA_FORMAT_HELPERS,
    PATH_HELPERS,
    URL_HELPERS,
    LIST_HELPERS,
    COLLECTION_HELPERS,
    COMBINATION_HELPERS,
    RECORD_HELPERS,
    KEY_HELPERS,
    CHOICE_HELPERS,
    QUERY_HELPERS,
    NUMBER_HELPERS,
    SIZE_HELPERS,
    DATE_HELPERS,
    DURATION_HELPERS,
    RANDOM_HELPERS,
    RANDOM_TEXT_HELPERS,
    FILE_HELPERS,
    ENVIRONMENT_HELPERS,
    NETWORK_HELPERS,
    PASSWORD_HELPERS,
  ),
)
