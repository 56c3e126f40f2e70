/** The player in somebody else’s page. */
import './styles/site.css'
import './styles/talk.css'
import './styles/quote.css'
import { playTalk } from './player/play-talk.ts'

const host = document.querySelector<HTMLElement>('#speler')
if (host) playTalk(host, null)
