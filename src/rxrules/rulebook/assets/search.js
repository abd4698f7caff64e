"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const index = JSON.parse(byId("index").textContent);
  const form = byId("search");
  const query = byId("query");
  const choices = ["kind", "severity", "status"].map((name) => [name, byId(name)]);
  const rows = [...document.querySelectorAll("tr[data-kind]")];
  const words = rows.map((row) => row.textContent.toLowerCase());
  const bodies = [...document.querySelectorAll(".kind-list tbody")];
  const sections = [...document.querySelectorAll(".kind-list")];
  const most = 24;

  // for one word: the drugs whose names hold it, and the sets of drugs that hold one of these
  const known = (word) => {
    const drugs = new Set();
    index.drugs.forEach((drug, number) => {
      if (drug[0].toLowerCase().includes(word) || drug[2].includes(word)) drugs.add(number);
    });
    return { drugs, sets: index.sets.map((set) => set.some((number) => drugs.has(number))) };
  };

  const showDrugs = (found) => {
    const box = byId("drugs-found");
    box.replaceChildren();
    if (!found.length || found.length > most) return;
    box.append(found.length === 1 ? "Drug: " : "Drugs: ");
    found.forEach((drug, place) => {
      const link = document.createElement("a");
      link.href = drug[1];
      link.textContent = drug[0];
      if (place) box.append(", ");
      box.append(link);
    });
  };

  const apply = () => {
    const asked = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const told = asked.map(known);
    let shown = 0;
    rows.forEach((row, place) => {
      const chosen = choices.every(([name, box]) => !box.value || row.dataset[name] === box.value);
      const named = chosen && asked.every((word, at) => words[place].includes(word) || told[at].sets[index.rules[place]]);
      row.hidden = !named;
      if (named) shown += 1;
    });
    bodies.forEach((body) => { body.hidden = !body.querySelector("tr[data-kind]:not([hidden])"); });
    sections.forEach((section) => { section.hidden = !section.querySelector("tr[data-kind]:not([hidden])"); });
    const drugs = asked.length
      ? index.drugs.filter((drug, number) => told.every((one) => one.drugs.has(number)))
      : [];
    showDrugs(drugs);
    byId("found").textContent = `${shown} of ${rows.length} rules`;
  };

  let waiting = 0;
  query.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 80); });
  choices.forEach(([, box]) => box.addEventListener("change", apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("pageshow", apply);
  // a link to a part of the list that the search has hidden
  window.addEventListener("hashchange", () => {
    const target = byId(location.hash.slice(1));
    if (target && target.closest("[hidden]")) {
      query.value = "";
      choices.forEach(([, box]) => { box.value = ""; });
      apply();
      target.scrollIntoView();
    }
  });
  form.hidden = false;
  apply();
})();
