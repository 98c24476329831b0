import { type MimeBundle, VEGA_LITE_MIME, VIEW_MIME, type ViewEnvelope } from "../model/index.ts";
import { inlined } from "./figure.ts";
import { htmlOf } from "./html.ts";
import { specOf } from "./spec.ts";
import { textOf } from "./text.ts";

/** One result in every representation, ours first: our view, Vega-Lite with its data where there is a picture, HTML, plain text. */
export function bundleOf(envelope: ViewEnvelope): MimeBundle {
  const picture = specOf(envelope.view);
  return {
    [VIEW_MIME]: envelope,
    ...(picture === null ? {} : { [VEGA_LITE_MIME]: inlined(picture) }),
    "text/html": htmlOf(envelope.view),
    "text/plain": textOf(envelope.view),
  };
}
