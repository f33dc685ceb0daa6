((script, wasm) => {
  const hydrate = async (node, module) => {
    if (node.tagName === "LEPTOS-ISLAND") {
      const island = module[node.dataset.component];
      // Server and browser are of different builds: the page stays readable, but nothing on it acts.
      if (island) await island(node);
      else console.error(`There is no ${node.dataset.component} in this build; reload the page.`);
    }
    for (const child of node.children) await hydrate(child, module);
  };
  import(script).then(async (module) => {
    await module.default({ module_or_path: wasm });
    module.hydrate();
    await hydrate(document.body, module);
  });
})
