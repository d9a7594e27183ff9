// Gradio answers events through one stream, which its server closes once nothing is open. An event that is taken in just then
// is told so before the farewell of the stream arrives, which then takes the answer with it, so the page would wait for ever.
// Here the stream goes on, unseen by Gradio, for as long as anything that was taken in has not been answered.
(() => {
  const fetched = window.fetch;
  const waiting = new Set(); // events taken in, not answered
  const early = new Set(); // events answered before the page knew that they had been taken in

  const takenIn = async (response) => {
    if (!response.ok) return response;
    const text = await response.text();
    const id = JSON.parse(text).event_id;
    if (!early.delete(id)) waiting.add(id);
    return new Response(text, { status: response.status, headers: response.headers });
  };
  const note = ({ msg, event_id: id }) => {
    if (msg === 'process_completed' && !waiting.delete(id)) early.add(id);
  };

  // Hands on every message of a body but the farewell; answers the farewell, or null where the body ended without one.
  const handOn = async (body, out) => {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    const encoder = new TextEncoder();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return null;
      const messages = (rest + decoder.decode(value, { stream: true })).split('\n\n');
      rest = messages.pop();
      for (const message of messages) {
        const said = JSON.parse(message.replace(/^data:/, ''));
        if (said.msg === 'close_stream') return encoder.encode(`${message}\n\n`);
        note(said);
        out.enqueue(encoder.encode(`${message}\n\n`));
      }
    }
  };
  const whole = async (asked, first, out) => {
    let response = first;
    let farewell = null;
    while (response.ok) {
      farewell = await handOn(response.body, out);
      if (farewell === null || !waiting.size) break;
      response = await fetched(...asked); // refused where the server knows of nothing that is open
    }
    waiting.clear();
    if (farewell) out.enqueue(farewell);
    out.close();
  };
  const stream = async (asked) => {
    const response = await fetched(...asked);
    if (!response.ok) return response;
    const body = new ReadableStream({
      start: (out) => {
        whole(asked, response, out).catch((problem) => out.error(problem));
      },
    });
    return new Response(body, { status: response.status, headers: response.headers });
  };

  window.fetch = async (...asked) => {
    const address = String(asked[0]?.url ?? asked[0]);
    if (/\/queue\/data\?/.test(address)) return stream(asked);
    const response = await fetched(...asked);
    return /\/queue\/join(\?|$)/.test(address) ? takenIn(response) : response;
  };
})();
