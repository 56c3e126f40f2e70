/** The player in the page of another site. */
import './styles/site.css'
import './styles/talk.css'
import './styles/quote.css'
import { playTalk } from './player/play-talk.ts'
import { obeyPageAround } from './player/remote.ts'

const host = document.querySelector<HTMLElement>('#speler')
if (host) obeyPageAround(playTalk(host, null, null))
