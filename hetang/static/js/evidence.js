/* Sending evidence: photos made smaller here, everything sent piece by piece and gone on with after a lost network (tus). */
"use strict";

(() => {
  const form = document.getElementById("evidence-form");
  if (!form) return;
  const picker = form.querySelector("input[type=file]");
  const list = form.querySelector(".uploads");
  const CHUNK = 512 * 1024;
  const SMALLEST_CHUNK = 64 * 1024;
  const AT_ONCE = 2;
  const LONGEST = 2560;
  const SMALL_ENOUGH = 800 * 1024;
  const DELAYS = [0, 500, 1000, 2000, 3000, 5000, 5000, 10000, 10000, 20000, 30000];
  const queue = [];
  let busy = 0;

  form.hidden = false;
  for (const plain of document.querySelectorAll("[data-plain]")) plain.hidden = true;
  const say = (key) => form.querySelector(`[data-say="${key}"]`).textContent;

  /* The client itself comes when it is needed, over the same bad line as everything else. */
  const pause = (delay) => new Promise((resolve) => setTimeout(resolve, delay));
  let loading = null;
  async function client() {
    for (const delay of [0, 500, 1000, 2000, 4000, 8000]) {
      await pause(delay);
      loading ??= load(form.dataset.tus);
      try {
        await loading;
        return window.tus;
      } catch {
        loading = null;
      }
    }
    throw new Error("network");
  }

  function load(address) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }

  function add(file) {
    const row = form.querySelector("template").content.firstElementChild.cloneNode(true);
    row.querySelector(".upload-name").textContent = file.name;
    row.querySelector("progress").setAttribute("aria-label", file.name);
    list.append(row);
    const job = { file, row, upload: null, over: false, whole: form.elements.whole?.checked ?? false, party: form.elements.party?.value ?? "" };
    row.querySelector("[data-retry]").addEventListener("click", () => again(job));
    row.querySelector("[data-cancel]").addEventListener("click", () => cancel(job));
    show(job, "waiting");
    queue.push(job);
  }

  function show(job, key, text = say(key), tone = "neutral") {
    job.state = key;
    job.row.dataset.tone = tone;
    job.row.querySelector(".upload-state").textContent = text;
    job.row.querySelector("[data-retry]").hidden = !["lost", "sign-in", "failed"].includes(key);
    job.row.querySelector("[data-cancel]").hidden = job.over;
  }

  function next() {
    while (busy < AT_ONCE && queue.length) {
      busy += 1;
      send(queue.shift());
    }
  }

  async function send(job) {
    if (job.upload) {
      show(job, "sending");
      return job.upload.start();
    }
    try {
      const tus = await client();
      const content = job.whole ? job.file : await smaller(job.file);
      if (job.over) return leave();
      job.upload = made(tus, job, content);
      if (content === job.file) {
        const before = await job.upload.findPreviousUploads();
        if (before.length) job.upload.resumeFromPreviousUpload(before[0]);
      }
      show(job, "sending");
      job.upload.start();
    } catch {
      show(job, "lost", say("lost"), "warn");
      leave();
    }
  }

  function leave() {
    busy -= 1;
    next();
  }

  function made(tus, job, content) {
    const progress = job.row.querySelector("progress");
    return new tus.Upload(content, {
      endpoint: form.getAttribute("action"),
      chunkSize: CHUNK,
      retryDelays: DELAYS,
      metadata: { filename: job.file.name, ...(job.party && { party: job.party }) },
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      urlStorage: storage,
      storeFingerprintForResuming: content === job.file,
      removeFingerprintOnSuccess: true,
      onShouldRetry: (error, attempt, options) => {
        /* A line that breaks before a chunk is through is given smaller ones. */
        options.chunkSize = Math.max(SMALLEST_CHUNK, options.chunkSize / 2);
        return isPassing(error) && !job.over;
      },
      onProgress: (sent, total) => {
        progress.value = (100 * sent) / total;
        const state = sent === total ? "checking" : "sending";
        if (job.state !== state) show(job, state);
      },
      onSuccess: () => {
        job.over = true;
        progress.value = 100;
        show(job, "done", say("done"), "good");
        window.htmx?.trigger("#evidence-pieces", "evidence-changed");
        over(job);
        leave();
      },
      onError: (error) => {
        failed(job, error);
        leave();
      },
    });
  }

  const statusOf = (error) => error.originalResponse?.getStatus() ?? 0;
  /* The sign-in page came in place of an answer. */
  const isSignIn = (error) => [200, 401].includes(statusOf(error)) && !error.originalResponse.getHeader("Tus-Resumable");

  function isPassing(error) {
    const status = statusOf(error);
    return !isSignIn(error) && (status === 0 || status >= 500 || status === 409 || status === 423);
  }

  function failed(job, error) {
    const status = statusOf(error);
    if (isSignIn(error)) return show(job, "sign-in", say("sign-in"), "bad");
    if (!status) return show(job, "lost", say("lost"), "warn");
    const told = error.originalResponse.getHeader("Content-Type")?.startsWith("text/plain") ? error.originalResponse.getBody() : "";
    if (status >= 500 || status === 409 || status === 423) return show(job, "failed", told || say("failed"), "bad");
    job.over = true;
    show(job, "refused", told || say("closed"), "bad");
    if (told) over(job);
  }

  function again(job) {
    show(job, "waiting");
    queue.push(job);
    next();
  }

  function cancel(job) {
    job.over = true;
    const place = queue.indexOf(job);
    if (place >= 0) queue.splice(place, 1);
    else if (["sending", "checking"].includes(job.state)) leave();
    job.upload?.abort(true).catch(() => {});
    job.row.remove();
    over(job);
  }

  /* What was begun in this tab is gone on with, also after the page was loaded anew. Gone with the tab. */
  const storage = {
    findAllUploads: async () => [],
    findUploadsByFingerprint: async (key) => {
      const kept = sessionStorage.getItem(`evidence ${key}`);
      return kept ? [{ ...JSON.parse(kept), urlStorageKey: key }] : [];
    },
    removeUpload: async (key) => sessionStorage.removeItem(`evidence ${key}`),
    addUpload: async (key, upload) => {
      sessionStorage.setItem(`evidence ${key}`, JSON.stringify({ ...upload, metadata: {} }));
      return key;
    },
  };

  /* A large photo as a smaller JPEG with the camera's notes (EXIF) taken along; the file itself where that cannot be. */
  async function smaller(file) {
    if (file.type !== "image/jpeg" || file.size <= SMALL_ENOUGH) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const drawn = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
      if (!drawn || drawn.size >= file.size) return file;
      const notes = await notesOf(file);
      return notes ? new Blob([drawn.slice(0, 2), notes, drawn.slice(2)], { type: "image/jpeg" }) : drawn;
    } catch {
      return file;
    }
  }

  async function notesOf(file) {
    const bytes = await file.slice(0, 256 * 1024).arrayBuffer();
    const view = new DataView(bytes);
    for (let at = 2; at + 10 < bytes.byteLength && view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
      const end = at + 2 + view.getUint16(at + 2);
      if (view.getUint8(at + 1) === 0xda || end > bytes.byteLength) return null;
      if (view.getUint16(at) === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return upright(bytes.slice(at, end));
    }
    return null;
  }

  /* The canvas has turned the picture already: the notes must not have it turned once more. */
  function upright(segment) {
    const view = new DataView(segment);
    const isLittle = view.getUint16(10) === 0x4949;
    const start = 10 + view.getUint32(14, isLittle);
    for (let entry = start + 2, left = view.getUint16(start, isLittle); left > 0; left -= 1, entry += 12) {
      if (view.getUint16(entry, isLittle) === 0x0112) view.setUint16(entry + 8, 1, isLittle);
    }
    return segment;
  }

  picker.addEventListener("change", () => {
    for (const file of picker.files) add(file);
    picker.value = "";
    next();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  /* Files that another script kept; it is told when this one is done with each (`file-over`). */
  form.addEventListener("files", (event) => {
    for (const file of event.detail) add(file);
    next();
  });
  const over = (job) => form.dispatchEvent(new CustomEvent("file-over", { detail: job.file }));
  window.addEventListener("online", () => list.querySelectorAll(".upload [data-retry]:not([hidden])").forEach((button) => button.click()));
  window.addEventListener("beforeunload", (event) => (busy || queue.length) && event.preventDefault());
})();
