/** Names in the media store that pages and players need to know. */

/** The packaged rendition; a new recipe gets a new name, so that both may be cached for ever. */
export const HLS_RECIPE = 'hls-1'
export const HLS_MASTER = 'master.m3u8'
/** What a browser gets where the streams had to be converted or cut into sizes by ffmpeg. */
export const LADDER_RECIPE = 'ladder-1'
export const WAVEFORM_RECIPE = 'waveform-1'
export const WAVEFORM_FILE = 'peaks.json'
