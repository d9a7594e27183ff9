// Whether the server answers: every request of the page tells. While it doesn't, one sentence says so and whoever asks waits;
// once it does, all go on. And the one clock by which what is looked at is asked about again.
(() => {
  const { lost: sentence } = JSON.parse(document.getElementById('terrarium-page').textContent);
  const PING_MS = 2000,
    REST_MS = 3600,
    LEAVING_MS = 3000,
    html = document.documentElement,
    fetched = window.fetch;
  const isLost = () => 'lost' in html.dataset;
  let failures = 0,
    checking = null,
    leaving = 0,
    notice = null,
    resume = null,
    returned = null;

  // A server that was started anew knows nothing of this page: the page begins anew too, at its address, with its drafts.
  const alive = async () => {
    try {
      const answer = await fetched(`${window.gradio_config.root}/gradio_api/app_id`, { cache: 'no-store' });
      return answer.ok ? (await answer.json()).app_id : null;
    } catch {
      return null;
    }
  };
  const say = () => {
    notice ??= Object.assign(document.createElement('p'), { id: 'lost' });
    notice.setAttribute('role', 'alert');
    document.body.append(notice);
    notice.textContent = sentence;
  };
  const lose = () => {
    html.dataset.lost = '';
    returned = new Promise((done) => {
      resume = done;
    });
    say();
    const again = async () => {
      const id = await alive();
      if (id === null) return setTimeout(again, PING_MS);
      if (id !== window.gradio_config.app_id) return location.reload();
      delete html.dataset.lost;
      notice.remove();
      resume();
      return wakeAll();
    };
    setTimeout(again, PING_MS);
  };
  // A request that failed may have been its own fault: the server is asked before anything is said.
  const suspect = () => {
    failures += 1;
    if (performance.now() < leaving || isLost()) return;
    checking ??= alive().then((id) => {
      checking = null;
      if (id === null && performance.now() >= leaving && !isLost()) lose();
    });
  };
  window.fetch = async (...asked) => {
    try {
      const answer = await fetched(...asked);
      if ([502, 503, 504].includes(answer.status)) suspect(); // a proxy speaks for it
      return answer;
    } catch (problem) {
      if (problem?.name !== 'AbortError') suspect();
      throw problem;
    }
  };
  addEventListener('beforeunload', () => {
    leaving = performance.now() + LEAVING_MS;
  });
  // What is asked while the server is gone is asked again when it is back; nothing comes back where it could not do it.
  const ask = async (call) => {
    for (;;) {
      const before = failures,
        answer = await Promise.resolve()
          .then(call)
          .catch(() => null);
      if (answer || failures === before) return answer;
      await checking;
      if (isLost()) await returned;
    }
  };
  // Gradio's own sentence on it, in its own language, is about the same.
  const hush = () =>
    document.querySelectorAll('.toast-body.error').forEach((toast) => {
      if (/Connection (Lost|to the server was lost|errored out)/i.test(toast.textContent)) {
        toast.hidden = true;
        suspect();
      }
    });

  // One clock: each who follows is asked while in sight, again after as many milliseconds as its answer says, at rest REST_MS.
  const followers = new Set();
  let timer = 0;
  const inSight = ({ element }) => element.isConnected && element.offsetParent !== null && !document.hidden;
  const tick = () => {
    clearTimeout(timer);
    const now = performance.now();
    for (const one of followers) {
      if (!one.element.isConnected) followers.delete(one);
      else if (!one.busy && one.due <= now && inSight(one) && !isLost()) run(one);
    }
    const due = Math.min(...[...followers].filter((one) => !one.busy && inSight(one)).map((one) => one.due));
    if (Number.isFinite(due) && !isLost()) timer = setTimeout(tick, Math.max(20, due - performance.now()));
  };
  const run = async (one) => {
    one.busy = true;
    one.due = Infinity;
    let wait = null;
    try {
      wait = await one.look();
    } catch (problem) {
      console.warn('Terrarium:', String(problem?.message ?? problem));
    }
    one.busy = false;
    one.due = Math.min(one.due, performance.now() + (wait ?? REST_MS));
    tick();
  };
  const wakeAll = () => {
    for (const one of followers) one.due = 0;
    tick();
  };
  // Answers a function that asks at once, as coming into sight does where `atSight`.
  const follow = (element, look, atSight = true) => {
    const one = { element, look, due: atSight ? 0 : performance.now() + REST_MS, busy: false };
    followers.add(one);
    const wake = () => {
      if (atSight) one.due = 0;
      tick();
    };
    new IntersectionObserver((seen) => {
      if (seen.some((each) => each.isIntersecting)) wake();
    }).observe(element);
    return wake;
  };
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) wakeAll();
  });
  addEventListener('DOMContentLoaded', () =>
    new MutationObserver(hush).observe(document.body, { childList: true, subtree: true }),
  );
  Object.assign(window.terrarium, { link: { ask, follow, isLost } });
})();
