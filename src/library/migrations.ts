/** Every migration, imported by name so that they travel with the build. The order of the names is the order they run in. */
import type { Migration } from 'kysely/migration'
import { up as catalogue } from './migrations/0001-catalogue.ts'
import { up as quotes } from './migrations/0002-quotes.ts'
import { up as stages } from './migrations/0003-stages.ts'
import { up as archivists } from './migrations/0004-archivists.ts'
import { up as fixity } from './migrations/0005-fixity.ts'
import { up as slideText } from './migrations/0006-slide-text.ts'
import { up as importedFields } from './migrations/0007-imported-fields.ts'
import { up as wholeFileHash } from './migrations/0008-whole-file-hash.ts'
import { up as changes } from './migrations/0009-changes.ts'
import { up as feeds } from './migrations/0010-feeds.ts'
import { up as draftCopies } from './migrations/0011-draft-copies.ts'
import { up as transcriptQuestion } from './migrations/0012-transcript-question.ts'
import { up as usedCodes } from './migrations/0013-used-codes.ts'
import { up as lists } from './migrations/0014-lists.ts'
import { up as catalogueVersion } from './migrations/0015-catalogue-version.ts'
import { up as manifestNotes } from './migrations/0016-manifest-notes.ts'
import { up as harvested } from './migrations/0017-harvested.ts'
import { up as bin } from './migrations/0018-bin.ts'
import { up as people } from './migrations/0019-people.ts'
import { up as estimatedTimes } from './migrations/0020-estimated-times.ts'
import { up as batches } from './migrations/0021-batches.ts'
import { up as jobOrder } from './migrations/0022-job-order.ts'
import { up as recognition } from './migrations/0023-recognition.ts'
import { up as sheets } from './migrations/0024-sheets.ts'
import { up as limits } from './migrations/0025-limits.ts'
import { up as audio } from './migrations/0026-audio.ts'
import { up as erasedSets } from './migrations/0027-erased-sets.ts'
import { up as registration } from './migrations/0028-registration.ts'
import { up as privacy } from './migrations/0029-privacy.ts'
import { up as eraseRequests } from './migrations/0030-erase-requests.ts'
import { up as storage } from './migrations/0031-storage.ts'
import { up as webhooks } from './migrations/0032-webhooks.ts'
import { up as themes } from './migrations/0033-themes.ts'

export const migrations: Record<string, Migration> = {
  '0001-catalogue': { up: catalogue },
  '0002-quotes': { up: quotes },
  '0003-stages': { up: stages },
  '0004-archivists': { up: archivists },
  '0005-fixity': { up: fixity },
  '0006-slide-text': { up: slideText },
  '0007-imported-fields': { up: importedFields },
  '0008-whole-file-hash': { up: wholeFileHash },
  '0009-changes': { up: changes },
  '0010-feeds': { up: feeds },
  '0011-draft-copies': { up: draftCopies },
  '0012-transcript-question': { up: transcriptQuestion },
  '0013-used-codes': { up: usedCodes },
  '0014-lists': { up: lists },
  '0015-catalogue-version': { up: catalogueVersion },
  '0016-manifest-notes': { up: manifestNotes },
  '0017-harvested': { up: harvested },
  '0018-bin': { up: bin },
  '0019-people': { up: people },
  '0020-estimated-times': { up: estimatedTimes },
  '0021-batches': { up: batches },
  '0022-job-order': { up: jobOrder },
  '0023-recognition': { up: recognition },
  '0024-sheets': { up: sheets },
  '0025-limits': { up: limits },
  '0026-audio': { up: audio },
  '0027-erased-sets': { up: erasedSets },
  '0028-registration': { up: registration },
  '0029-privacy': { up: privacy },
  '0030-erase-requests': { up: eraseRequests },
  '0031-storage': { up: storage },
  '0032-webhooks': { up: webhooks },
  '0033-themes': { up: themes },
}
