/** The archivists' pages: what scripts add to forms that work without them. */
import './site.ts'
import './styles/desk.css'
import { offerPasskeys } from './desk/passkeys.ts'

offerPasskeys()
